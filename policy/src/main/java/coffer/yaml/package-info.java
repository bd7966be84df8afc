/// YAML 1.1 as the policy generator's own loader reads it (PyYAML's safe loader: `yes` and `on` are
/// booleans, `010` is eight), as JSON values, and edits of a text that leave the rest of it as it
/// is. Depth, size and what aliases expand to are bounded.
@NullMarked
package coffer.yaml;

import org.jspecify.annotations.NullMarked;
