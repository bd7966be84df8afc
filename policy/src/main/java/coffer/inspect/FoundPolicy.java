package coffer.inspect;

import coffer.cce.PolicyText;

/// A policy and where it was found.
///
/// @param label the group's name, else the file
public record FoundPolicy(String label, PolicyText text) {}
