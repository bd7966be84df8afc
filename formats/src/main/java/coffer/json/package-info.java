/// JSON (RFC 8259) as values: a strict parser with places in its errors, and writers whose bytes
/// are fixed. Here and not from a library because OCI documents, policies and collateral are read
/// in a module that imports only the JDK, and because numbers must stay as they were written
/// (docs/decisions/0004-own-json.md).
@NullMarked
package coffer.json;

import org.jspecify.annotations.NullMarked;
