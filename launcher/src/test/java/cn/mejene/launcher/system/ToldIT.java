package cn.mejene.launcher.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What members are told of without asking, where they look for it. */
@ExtendWith(SharedSystem.class)
class ToldIT {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final Duration NOTICE = Duration.ofMinutes(5);

    private final RunningSystem system;
    private final Member member;

    ToldIT(RunningSystem system) {
        this.system = system;
        this.member = system.newMember();
    }

    /** Two networks within minutes are a telephone that leaves the house; three are more than one person. */
    @Test
    @Clause("I(B)2")
    void member_isTold_whenSignInsComeFromMoreNetworksThanAPersonCanBeOn() {
        var address = withAddress(member);
        Member.register(system.api().from("127.0.1.1"), member.phone());
        assertThat(inbox(member)).doesNotContain("unusual-sign-in");

        Member.register(system.api().from("127.0.2.1"), member.phone());

        await().atMost(SOON).untilAsserted(() -> assertThat(inbox(member)).containsOnlyOnce("unusual-sign-in"));
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(mails(address, "登录")).containsExactly("异常登录提醒"));
    }

    /** A mail's own link shows a page with one button, which ends such mails without signing in. */
    @Test
    @Clause("I(F)3")
    void mails_end_onThePageThatTheyName() {
        var address = withAddress(member);
        for (var network : List.of("127.0.3.1", "127.0.4.1")) {
            Member.register(system.api().from(network), member.phone());
        }
        await().atMost(SOON).until(() -> !about(address, "登录").isEmpty());
        var link = about(address, "登录").getFirst().at("/data/list-unsubscribe").asText();
        var path = link.substring(link.indexOf("/v1/unsubscribe/"), link.length() - 1);

        var page = system.api().get(path).expect(200);
        assertThat(page.header("content-type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("text/html"));
        assertThat(page.text()).contains("<form", "method=\"post\"").doesNotContain(address);
        assertThat(service()).isTrue();
        system.api()
                .with("Content-Type", "application/x-www-form-urlencoded")
                .call("POST", path, BodyPublishers.ofString("List-Unsubscribe=One-Click"))
                .expect(200);
        assertThat(service()).isFalse();
        system.api().get(path.substring(0, path.length() - 4) + "AAAA").expect(404);
    }

    /** Whether service messages go to her by e-mail. */
    private boolean service() {
        return member.api()
                .get("/v1/me/preferences")
                .expect(200)
                .json()
                .at("/service/email")
                .asBoolean();
    }

    /** The version that changes nothing that matters comes first, so that a mail about it would be there before the other. */
    @Test
    @Clause({"VIII.1", "VIII.2"})
    void version_isMailed_whenItChangesWhatMatters_andOtherwiseInTheInboxOnly() {
        // What officers declared before this test matters too.
        publish(List.of("recipients"));
        var told = system.newMember();
        var address = withAddress(told);
        var silent = system.newMember();

        var minor = publish(List.of());
        var material = publish(List.of("rights"));
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(mails(address, "隐私政策")).containsExactly("重要：隐私政策发生重大变更"));
        assertThat(inbox(told)).containsOnlyOnce("policy-changed").containsOnlyOnce("policy-changed-materially");
        assertThat(told.api().get("/v1/me").expect(200).header("mejene-policy-update"))
                .hasValue(material);
        await().atMost(SOON).untilAsserted(() -> assertThat(inbox(silent)).contains("policy-changed-materially"));
        assertThat(system.api().get("/v1/policies").expect(200).json().path("items"))
                .filteredOn(item ->
                        List.of(minor, material).contains(item.path("version").asText()))
                .extracting(item -> item.path("material").asBoolean())
                .containsExactly(true, false);
    }

    /** Publishes the policy as it is and one line more, and lets it take effect; answers its name. */
    private String publish(List<String> types) {
        var nobody = system.api();
        var texts = new HashMap<String, String>();
        for (var language : List.of("zh-Hans", "en")) {
            var path = "/v1/policies/" + Member.policyVersion(nobody) + "?language=" + language;
            texts.put(language, nobody.get(path).expect(200).text("text") + "\n" + types + "\n");
        }
        var now = Instant.parse(nobody.get("/dev/clock").expect(200).text("now"));
        var version = ClinicStaff.operator(nobody, "officer")
                .post(
                        "/v1/policies",
                        Map.of(
                                "texts", texts,
                                "effectiveAt", now.plus(NOTICE).toString(),
                                "materialTypes", types))
                .expect(201)
                .text("version");
        nobody.post("/dev/clock", Map.of("advance", NOTICE.toString())).expect(200);
        return version;
    }

    /** Gives her an address and proves it: mail goes to no other. */
    private String withAddress(Member member) {
        var address = "told-" + member.phone().substring(4) + "@example.com";
        var path = "/v1/me/email/verification";
        member.api().patch("/v1/me", Map.of("email", address)).expect(200);
        var asked = member.api().post(path, Map.of()).expect(202).text("requestId");
        var code = Member.lastCode(system.api(), address.replace("@", "%40"));
        member.api().post(path, Map.of("requestId", asked, "code", code)).expect(200);
        return address;
    }

    /** Subjects that say the word: the whole system's members also hear what other tests declare to all. */
    private List<String> mails(String address, String word) {
        return about(address, word).stream().map(ToldIT::subject).toList();
    }

    private List<JsonNode> about(String address, String word) {
        return items(system.api()
                        .get("/dev/messages?to=" + address.replace("@", "%40"))
                        .expect(200))
                .stream()
                .filter(mail -> subject(mail).contains(word))
                .toList();
    }

    private static String subject(JsonNode mail) {
        return mail.at("/data/subject").asText();
    }

    private static List<String> inbox(Member member) {
        var kinds = new ArrayList<String>();
        items(member.api().get("/v1/me/inbox?limit=100").expect(200))
                .forEach(message -> kinds.add(message.path("kind").asText()));
        return kinds;
    }

    private static List<JsonNode> items(Reply page) {
        return StreamSupport.stream(page.json().path("items").spliterator(), false)
                .toList();
    }
}
