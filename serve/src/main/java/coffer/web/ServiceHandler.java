package coffer.web;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.Fields;
import org.eclipse.jetty.util.thread.Scheduler;

/// Between the web server and a [WebService]: reads the body within its bounds, writes the answer.
final class ServiceHandler extends Handler.Abstract {
  private final WebService service;
  private final WebLimits limits;

  ServiceHandler(WebService service, WebLimits limits) {
    super(InvocationType.BLOCKING);
    this.service = service;
    this.limits = limits;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    WebAnswer answer;
    try {
      answer = answer(request);
    } catch (IOException e) {
      answer = unread(e);
    }
    send(answer, request, response, callback);
    return true;
  }

  private WebAnswer answer(Request request) throws IOException {
    if (request.getLength() > limits.bodyBytes()) {
      return tooLarge();
    }
    byte[] body = read(request);
    if (body.length > limits.bodyBytes()) {
      return tooLarge();
    }
    try {
      return service.answer(webRequest(request, body));
    } catch (RuntimeException e) {
      System.getLogger(ServiceHandler.class.getName())
          .log(System.Logger.Level.ERROR, "a defect of the service", e);
      return WebAnswer.error(
          500, "InternalServerError", "the service has a defect; its log says which");
    }
  }

  private WebAnswer tooLarge() {
    return WebAnswer.error(
            413, "RequestTooLarge", "at most %d bytes are read".formatted(limits.bodyBytes()))
        .withHeader("Connection", "close");
  }

  private static WebAnswer unread(IOException e) {
    boolean late = e.getCause() instanceof TimeoutException || e.toString().contains("Timeout");
    return WebAnswer.error(
            late ? 408 : 400,
            late ? "RequestTimeout" : "BadRequest",
            "the request's body did not come whole" + (late ? " in time" : ""))
        .withHeader("Connection", "close");
  }

  private byte[] read(Request request) throws IOException {
    if (request.getLength() == 0) {
      return new byte[0];
    }
    Scheduler.Task deadline =
        request
            .getComponents()
            .getScheduler()
            .schedule(
                () -> request.fail(new TimeoutException("too slow")),
                limits.requestTime().toMillis(),
                TimeUnit.MILLISECONDS);
    try (InputStream in = Content.Source.asInputStream(request)) {
      return request.getLength() > 0
          ? exactly((int) request.getLength(), in)
          : in.readNBytes(limits.bodyBytes() + 1);
    } finally {
      deadline.cancel();
    }
  }

  private static byte[] exactly(int length, InputStream in) throws IOException {
    byte[] body = new byte[length];
    if (in.readNBytes(body, 0, length) < length) {
      throw new EOFException("the body ends early");
    }
    return body;
  }

  private static WebRequest webRequest(Request request, byte[] body) {
    String authority = request.getHttpURI().getAuthority();
    return new WebRequest(
        request.getMethod(),
        Request.getPathInContext(request),
        query(request),
        authority == null ? "" : authority.toLowerCase(Locale.ROOT),
        name -> Optional.ofNullable(request.getHeaders().get(name)),
        body);
  }

  private static Map<String, String> query(Request request) {
    if (request.getHttpURI().getQuery() == null) {
      return Map.of();
    }
    Map<String, String> query = new HashMap<>();
    for (Fields.Field field : Request.extractQueryParameters(request)) {
      query.put(field.getName(), String.valueOf(field.getValue()));
    }
    return query;
  }

  private static void send(
      WebAnswer answer, Request request, Response response, Callback callback) {
    byte[] body = answer.body().toArray();
    response.setStatus(answer.status());
    var headers = response.getHeaders();
    headers.put(HttpHeader.CONTENT_TYPE, answer.contentType());
    headers.put(HttpHeader.CONTENT_LENGTH, body.length);
    headers.put(new HttpField(HttpHeader.CACHE_CONTROL, "no-store"));
    answer.headers().forEach(headers::put);
    boolean head = request.getMethod().equals("HEAD");
    response.write(true, head ? null : ByteBuffer.wrap(body), callback);
  }
}
