package coffer.snp;

/// Which mitigations the firmware had verified when the guest was launched, and which it has now;
/// reports of version 5.
public record MitigationVectors(long launch, long current) {}
