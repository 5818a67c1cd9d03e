"""The parts of somebody's first page, asked anew: roles and grants may have changed since."""

from home.selectors import parts_for


def parts_of(person):
    person.forget_authority()
    return parts_for(person)


def tasks_for(person):
    return parts_of(person).tasks


def tiles_for(person):
    return [tile for _, tiles in parts_of(person).glances for tile in tiles]


def tile(person, label):
    return next(tile for tile in tiles_for(person) if tile.label == label)
