/// Simulated SEV-SNP and SGX hardware: reports, quotes, certificates and collateral with the
/// structure of AMD's and Intel's, really signed, under development roots that everybody refuses
/// unless told otherwise. The verifiers of [coffer.evidence] judge them with the very same code as
/// the real ones.
@NullMarked
package coffer.simulator;

import org.jspecify.annotations.NullMarked;
