/// DER (ITU-T X.690, section 10), as far as certificate extensions need it: a strict cursor over
/// tagged values. Every length is the shortest form and inside its parent.
@NullMarked
package coffer.der;

import org.jspecify.annotations.NullMarked;
