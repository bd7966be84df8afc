package coffer.web;

import java.nio.ByteBuffer;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/// What the web server itself answers, such as 400 to a request that is none: the same document as
/// the services', without a page and without causes.
final class ErrorAnswer implements Request.Handler {
  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    int status = response.getStatus();
    WebAnswer answer =
        WebAnswer.error(status, HttpStatus.getMessage(status).replace(" ", ""), "not served");
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, answer.contentType());
    response.write(true, ByteBuffer.wrap(answer.body().toArray()), callback);
    return true;
  }
}
