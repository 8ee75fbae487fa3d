"""What Acme adds to specrunner."""
