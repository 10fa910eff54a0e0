"""Long work: wanted once, claimed and fenced, seen while it runs. It knows neither actions nor live pages."""
