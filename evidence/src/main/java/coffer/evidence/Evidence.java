package coffer.evidence;

/// What a guest or an enclave shows, of the kinds that are understood here.
public sealed interface Evidence permits SnpEvidence, SgxEvidence {}
