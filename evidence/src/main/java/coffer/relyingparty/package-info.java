/// The front door for programs that ask for evidence and want one answer.
@NullMarked
package coffer.relyingparty;

import org.jspecify.annotations.NullMarked;
