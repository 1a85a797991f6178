"""Values that every stage shares: cells, problems, fields, records, submissions, dockets. Pure; knows no stage."""
