/// Keys and certificates as PEM text (RFC 7468). Text in, values out.
@NullMarked
package coffer.pem;

import org.jspecify.annotations.NullMarked;
