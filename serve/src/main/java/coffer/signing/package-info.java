/// Keys that sign tokens: who may use which when, how relying parties get them, and how they are
/// replaced without a token that nobody can check.
@NullMarked
package coffer.signing;

import org.jspecify.annotations.NullMarked;
