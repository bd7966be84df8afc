/// Comparing containers as the reference generator does: member by member, the order of lists
/// ignored, differences grouped by member. The shape of the answer is that of its `--diff`, which
/// follows DeepDiff 6.2 with `ignore_order`.
@NullMarked
package coffer.compare;

import org.jspecify.annotations.NullMarked;
