/// The identity of a service: what a verifier will see, known before it runs. One JSON document
/// without times, paths or anything else that differs between two builds of the same inputs.
@NullMarked
package coffer.identity;

import org.jspecify.annotations.NullMarked;
