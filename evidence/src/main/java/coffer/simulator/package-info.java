/// Simulated SEV-SNP hardware: reports and certificates with the structure of AMD's, really signed,
/// under a development root that everybody refuses unless told otherwise. The verifier of
/// [coffer.evidence] judges them with the very same code as AMD's.
@NullMarked
package coffer.simulator;

import org.jspecify.annotations.NullMarked;
