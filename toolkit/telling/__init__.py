"""What commands tell, composed once a form: `as_json` for programs, `screen` and `beginning` for people. Pure."""
