/// `coffer.yaml`: what the user describes, as records. Reading is strict (an unknown key is an
/// error that names the nearest known one), the input is bounded before it is believed, and nothing
/// comes from the process's environment. The keys are described in docs/reference/workload.md, and
/// docs/schema/workload.json is generated from the records of this package.
@NullMarked
package coffer.workload;

import org.jspecify.annotations.NullMarked;
