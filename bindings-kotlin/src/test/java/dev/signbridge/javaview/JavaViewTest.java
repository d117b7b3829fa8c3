package dev.signbridge.javaview;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.signbridge.AsyncNextSign;
import dev.signbridge.BlockingNextSign;
import dev.signbridge.BlockingPage;
import dev.signbridge.CallOptions;
import dev.signbridge.Delivery;
import dev.signbridge.FakeProvider;
import dev.signbridge.FakeProvider.Answer;
import dev.signbridge.FileContent;
import dev.signbridge.FilesProvider;
import dev.signbridge.InSigner;
import dev.signbridge.InvalidRequestException;
import dev.signbridge.NextSign;
import dev.signbridge.NotFoundException;
import dev.signbridge.RawRequest;
import dev.signbridge.ResponseInfo;
import dev.signbridge.SignbridgeException;
import dev.signbridge.WebhookVerificationException;
import dev.signbridge.nextsign.Case;
import dev.signbridge.nextsign.CaseSettings;
import dev.signbridge.nextsign.CaseStatus;
import dev.signbridge.nextsign.CasesListParams;
import dev.signbridge.nextsign.DocumentsUploadParams;
import dev.signbridge.nextsign.NewCase;
import dev.signbridge.nextsign.NewDocument;
import dev.signbridge.nextsign.NewRecipient;
import dev.signbridge.nextsign.Reminders;
import dev.signbridge.nextsign.SigningSchema;
import dev.signbridge.nextsign.StoredFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Java compiles against the views, and they work. */
class JavaViewTest {
  private static final NewCase CONTRACT =
      NewCase.builder()
          .title("Employment contract")
          .settings(
              CaseSettings.builder()
                  .reminders(Reminders.builder().send(true).amount(2L).daysBetween(3L).build())
                  .build())
          .signingSchemas(SigningSchema.MITID_SUBSTANTIAL, SigningSchema.of("of-tomorrow"))
          .recipients(
              NewRecipient.builder().name("Ada Example").email("ada@example.com").signing(true).build(),
              NewRecipient.builder().name("Bo Example").email("bo@example.com").group(1L).build())
          .documents(List.of(NewDocument.builder().name("a.pdf").file("https://files.example/a.pdf").build()))
          .autoSend(true)
          .build();

  private static NextSign client(FakeProvider provider) {
    return NextSign.builder()
        .apiKey(() -> "sk_supplied")
        .companyId("c1")
        .apiUrl(provider.getUrl())
        .filesApiUrl(provider.getUrl())
        .timeout(Duration.ofSeconds(20))
        .maxRetries(0)
        .build();
  }

  private static FakeProvider provider() {
    return new FakeProvider(
        exchange -> {
          var path = exchange.getRequestURI().getPath();
          if (path.endsWith("/case/create")) {
            return new Answer(200, "{\"data\":{\"_id\":\"c9\",\"title\":\"Employment contract\"}}");
          } else if (path.endsWith("/missing/get")) {
            return new Answer(404, "{\"message\":\"Case not found\"}");
          } else if (path.endsWith("/cases/get")) {
            var isFirst = !exchange.getRequestURI().getQuery().contains("index=1");
            return new Answer(
                200, "{\"cases\":[{\"_id\":\"a\"}" + (isFirst ? ",{\"_id\":\"b\"}" : "") + "]}");
          } else if (path.endsWith("/file/upload")) {
            return new Answer(200, "{\"url\":\"https://files.example/a.pdf\"}");
          }
          return new Answer(200, "{\"case\":{\"_id\":\"c9\"},\"_id\":\"c9\"}");
        });
  }

  @Test
  void aBlockingViewCallsAndReturns() {
    try (var provider = provider();
        var client = client(provider)) {
      BlockingNextSign api = client.blocking();
      var info = new AtomicReference<ResponseInfo>();
      var options = CallOptions.builder().timeout(Duration.ofSeconds(9)).onResponse(info::set).build();
      Case created = api.cases().create(CONTRACT, options);
      assertEquals("c9", created.getId());
      assertEquals(200, info.get().getStatus());
      assertTrue(info.get().getAttempts().get(0).getDuration().compareTo(Duration.ofSeconds(9)) < 0);
      assertEquals("c9", api.withCompany("c2").cases().get("c9").getId());
      assertEquals("https://files.example/a.pdf", api.documents().upload(FileContent.of("%PDF-1.7".getBytes()), DocumentsUploadParams.builder().name("a.pdf").build()));
      assertTrue(api.request(RawRequest.builder("GET", "/v2/{company}/x").query("a", "b").build()).text().contains("c9"));
    }
  }

  @Test
  void filesComeFromPathsAndStreamsAndGoThere(@TempDir Path folder) throws Exception {
    var file = "%PDF-1.7 lease".getBytes();
    try (var provider = FilesProvider.of(file);
        var client = client(provider)) {
      var api = client.blocking().documents();
      var told = new AtomicLong();
      var options = CallOptions.builder().onProgress((bytes, total) -> told.set(bytes)).build();
      var from = Files.write(folder.resolve("lease.pdf"), file);
      api.upload(FileContent.of(from), DocumentsUploadParams.builder().build(), options);
      assertEquals(file.length, told.get());
      try (var stream = Files.newInputStream(from)) {
        api.upload(FileContent.of(stream));
      }
      var stored = StoredFile.builder().url("lease").build();
      assertEquals(file.length, api.downloadTo(stored, folder.resolve("copy.pdf")).getSize());
      try (var stream = api.downloadStream(stored)) {
        assertArrayEquals(file, stream.readAllBytes());
      }
      var copy = client.async().documents().downloadTo(stored, folder.resolve("other.pdf")).get();
      assertArrayEquals(file, Files.readAllBytes(copy.getPath()));
    }
  }

  @Test
  void aBlockingPageIsIterable() {
    try (var provider = provider();
        var client = client(provider)) {
      var params = CasesListParams.builder().status(CaseStatus.SIGNED).limit(2L).build();
      BlockingPage<Case> page = client.blocking().cases().list(params);
      assertTrue(page.hasNext());
      var ids = new ArrayList<String>();
      for (Case item : page) {
        ids.add(item.getId());
      }
      assertEquals(List.of("a", "b", "a"), ids);
      assertEquals(3, page.stream().count());
    }
  }

  @Test
  void exceptionsAreUncheckedAndCarryTheRecord() {
    try (var provider = provider();
        var client = client(provider)) {
      var failure = assertThrows(NotFoundException.class, () -> client.blocking().cases().get("missing"));
      assertEquals(404, failure.getStatus());
      assertEquals("cases.get", failure.getOperation());
      assertEquals(Delivery.ANSWERED, failure.getDelivery());
      assertEquals(null, failure.getRetryAfter());
      assertInstanceOf(SignbridgeException.class, failure);
    }
  }

  @Test
  void aFutureCompletesOrFails() throws Exception {
    try (var provider = provider();
        var client = client(provider)) {
      AsyncNextSign api = client.async();
      CompletableFuture<Case> future = api.cases().create(CONTRACT).thenCompose(made -> api.cases().get(made.getId()));
      assertEquals("c9", future.get().getId());
      var failure = assertThrows(ExecutionException.class, () -> api.cases().get("missing").get());
      assertInstanceOf(NotFoundException.class, failure.getCause());
      var ids = new ArrayList<String>();
      api.cases()
          .list(CasesListParams.builder().limit(2L).build())
          .thenCompose(page -> page.forEachItem(item -> ids.add(item.getId())))
          .get();
      assertEquals(List.of("a", "b", "a"), ids);
    }
  }

  @Test
  void whatIsMissingIsNamed() {
    var failure = assertThrows(InvalidRequestException.class, () -> StoredFile.builder().build());
    assertEquals("url", failure.getFields().get(0).getField());
  }

  @Test
  void theEnvironmentIsReadFromAMap() {
    var variables = Map.of("NEXTSIGN_API_KEY", "k", "NEXTSIGN_COMPANY_ID", "c7");
    try (var client = NextSign.fromEnv(variables)) {
      assertTrue(client.toString().contains("c7"));
    }
  }

  @Test
  void aWebhookIsVerifiedWithoutAClient() {
    byte[] body = "{\"event\":\"document.completed\"}".getBytes(StandardCharsets.UTF_8);
    Map<String, List<String>> headers =
        Map.of(
            "x-insigner-signature",
            List.of("sha256=dc75e339995c34a5b8afd4386c8ced444a8a2a3086c3a2e36a276bc9c428847e"));
    assertEquals("document.completed", InSigner.verifyWebhook(body, headers, "a secret").getEvent().getValue());
    assertEquals(
        "document.completed",
        InSigner.verifyWebhook(body, headers, List.of("new", "a secret")).getEvent().getValue());
    assertThrows(
        WebhookVerificationException.class,
        () -> InSigner.verifyWebhook(body, headers, "a secret", Duration.ofMinutes(5)));
  }
}
