/// The parts of JOSE that key release speaks: keys as JSON (RFC 7517, RFC 7518, section 6) and
/// signed documents in compact form (RFC 7515). Values only; signatures are checked elsewhere.
@NullMarked
package coffer.jose;

import org.jspecify.annotations.NullMarked;
