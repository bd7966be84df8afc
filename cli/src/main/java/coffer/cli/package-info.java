/// The `coffer` command: options in, one call into a domain module, results to standard output,
/// messages to standard error, an exit code. The only package that prints or exits.
@NullMarked
package coffer.cli;

import org.jspecify.annotations.NullMarked;
