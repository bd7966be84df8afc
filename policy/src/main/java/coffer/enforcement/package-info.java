/// The decision whether a container may be created under a policy, and why not.
///
/// The rules are those of the policy engine in the utility VM (microsoft/hcsshim,
/// `pkg/securitypolicy/framework.rego`), re-created in Java. Explanations come out of the rules
/// themselves: a rule that does not hold says what it wanted, what it found and which change of the
/// policy would make it hold.
@NullMarked
package coffer.enforcement;

import org.jspecify.annotations.NullMarked;
