/// CBOR (RFC 8949) as values, as far as signed documents need it: whole numbers, byte and text
/// strings, lists, maps, tags and simple values, each in its shortest form and of definite length.
@NullMarked
package coffer.cbor;

import org.jspecify.annotations.NullMarked;
