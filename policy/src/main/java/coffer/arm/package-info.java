/// ARM templates with container groups, read literally: parameters and variables are replaced where
/// a text holds one, everything else of the template language is taken as it stands. These are the
/// rules of `az confcom` 2.0.1, quirks included, because the policy's bytes follow from them. Or
/// evaluated first, when the user asks for that ([EvaluatedArm]).
@NullMarked
package coffer.arm;

import org.jspecify.annotations.NullMarked;
