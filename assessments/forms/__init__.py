"""Forms of the assessment app: what people type, read forgivingly and checked before a service is called."""
