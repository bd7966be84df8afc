/// What Python does with values, re-created where bytes depend on it: `json.loads`, `json.dumps`,
/// `str()`, `repr()`, truth and sorting by code point. Policies are identities, and the reference
/// generator is written in Python, so these rules are part of the policy format.
@NullMarked
package coffer.python;

import org.jspecify.annotations.NullMarked;
