"""What boards and leaders read: drafted from the records, published, frozen."""
