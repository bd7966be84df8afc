/// The laptop's confidential host: starts and ends container groups, and plays for each of them the
/// hardware, the vault and the network outside.
@NullMarked
package coffer.host;

import org.jspecify.annotations.NullMarked;
