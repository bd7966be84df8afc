/// From a workload and an image to everything that is known before it runs: root hashes, the
/// container that is asked for, policy text, identity.
@NullMarked
package coffer.plan;

import org.jspecify.annotations.NullMarked;
