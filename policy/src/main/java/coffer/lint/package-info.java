/// Findings about templates, pods and policies before a host finds them: what will be denied, what
/// is open wider than it looks, and where the policy says something else than its author thinks.
/// Every kind of finding has an id that never changes, and every finding has a place and a fix.
@NullMarked
package coffer.lint;

import org.jspecify.annotations.NullMarked;
