/// The laptop's key vault: secrets by name, each given only to a guest whose evidence is trusted
/// and whose identity is the one the secret belongs to, wrapped for a key that the evidence names.
/// No transport: one JSON document in, one out.
@NullMarked
package coffer.vault;

import org.jspecify.annotations.NullMarked;
