"""督查通报, 预警督办单, 年终通报: what their templates can name. Sentences are built from the docket alone. Pure."""
