"""What authors of plugins test with: fakes, a scripted model, and a kit of conformance checks."""
