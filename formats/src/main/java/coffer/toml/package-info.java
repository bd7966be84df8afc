/// TOML 1.0 as far as configuration uses it: tables, arrays, strings, integers and booleans, read
/// strictly and written in one layout. Floats and dates are refused by name.
///
/// Source: TOML v1.0.0 (toml.io).
@NullMarked
package coffer.toml;

import org.jspecify.annotations.NullMarked;
