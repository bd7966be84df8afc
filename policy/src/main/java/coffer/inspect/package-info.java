/// Reads policies and requests from whatever holds them, for people who want to see them: policy
/// text, base64, templates, folders; engine inputs and denial messages.
@NullMarked
package coffer.inspect;

import org.jspecify.annotations.NullMarked;
