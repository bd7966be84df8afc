/// JSON documents with places: every value can be traced back to file, line and column, whatever
/// was made of it since. Reads what Azure reads: comments, line breaks in text and commas before a
/// closing bracket are allowed.
@NullMarked
package coffer.source;

import org.jspecify.annotations.NullMarked;
