/// HTTP as the services see it: a request in, an answer out, over TLS, with every size, rate and
/// time bounded. The only package that knows the web server.
@NullMarked
package coffer.web;

import org.jspecify.annotations.NullMarked;
