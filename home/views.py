"""The first page."""

from django.http import HttpResponse
from django.shortcuts import render

from core.http import Request


def home(request: Request) -> HttpResponse:
    """Show what needs me, what is coming, and how I stand."""
    return render(request, "home/home.html")
