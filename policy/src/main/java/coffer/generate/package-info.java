/// From a document's container groups to policies: images are looked up, merged and checked, and
/// the policy of each group is put together.
@NullMarked
package coffer.generate;

import org.jspecify.annotations.NullMarked;
