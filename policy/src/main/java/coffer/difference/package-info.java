/// What two policies allow, compared by meaning: the order of containers, rules and switches does
/// not count, repeated rules count once.
@NullMarked
package coffer.difference;

import org.jspecify.annotations.NullMarked;
