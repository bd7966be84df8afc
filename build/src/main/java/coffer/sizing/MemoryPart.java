package coffer.sizing;

/// One part of a sum: how many bytes, and where the number is from.
///
/// @param origin the option that says so, or the assumption that was made
public record MemoryPart(String name, long bytes, String origin) {}
