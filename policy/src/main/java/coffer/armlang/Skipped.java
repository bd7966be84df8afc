package coffer.armlang;

import coffer.source.Place;

/// A resource that is not part of the evaluated template, and why.
public record Skipped(Place place, String reason) {}
