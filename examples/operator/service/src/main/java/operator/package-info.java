/// A service of the shape of UID2's operator: it proves to Core what it is, gets keys for that, and
/// makes advertising ids of identifiers whose owners have not opted out.
@NullMarked
package operator;

import org.jspecify.annotations.NullMarked;
