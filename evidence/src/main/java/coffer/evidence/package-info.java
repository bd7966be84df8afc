/// Judges evidence. Verification asks whether the evidence is authentic: certificates up to a root
/// that is trusted, signatures, and how they fit together at a given time. Appraisal asks whether
/// what is authentic is also what the caller wants. Both answer with checks, and all checks make a
/// [coffer.evidence.Verdict].
///
/// The entry points are [coffer.evidence.SnpVerifier] for reports of confidential VMs and
/// [coffer.evidence.SgxVerifier] for quotes of enclaves.
@NullMarked
package coffer.evidence;

import org.jspecify.annotations.NullMarked;
