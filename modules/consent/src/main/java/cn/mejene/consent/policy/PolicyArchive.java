package cn.mejene.consent.policy;

import cn.mejene.consent.call.Digest;
import cn.mejene.kernel.config.ConfigException;
import cn.mejene.kernel.config.Policies;
import cn.mejene.kernel.data.Database;
import cn.mejene.kernel.data.Tx;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Brings the versions of the policy folder into the database at boot. A version that is there already must be the
 * same to the byte: what people agreed to never changes under them (policy VIII.5).
 */
public final class PolicyArchive {
    private final PolicyRepository repository = new PolicyRepository();
    private final Policies folder;

    public PolicyArchive(Policies folder) {
        this.folder = folder;
    }

    /** @throws ConfigException when a version that was published before has changed */
    public void publish(Database database) {
        var file = folder.load("policy", PolicyFile.class);
        database.run(tx -> {
            file.versions().forEach(version -> add(tx, version));
            var archived = repository.all(tx);
            file.versions().forEach(version -> compare(version, archived));
        });
    }

    private void add(Tx tx, PolicyFile.Version version) {
        repository.insertVersion(tx, version);
        version.files().forEach((language, path) -> addText(tx, version.version(), language, path, true));
        version.archive().forEach((language, path) -> addText(tx, version.version(), language, path, false));
    }

    private void addText(Tx tx, String version, String language, String path, boolean published) {
        var body = folder.text(path);
        repository.insertText(tx, version, new Policy.Text(language, Digest.sha256(body)), published, body);
    }

    private void compare(PolicyFile.Version version, List<Policy> archived) {
        var stored = archived.stream()
                .filter(policy -> policy.version().equals(version.version()))
                .findFirst()
                .orElseThrow();
        if (!stored.effectiveAt().equals(version.effectiveAt())
                || stored.material() != version.material()
                || !stored.authoritativeLanguage().equals(version.authoritativeLanguage())) {
            throw changed(version, "its effectiveAt, material or authoritativeLanguage");
        }
        compare(version, version.files(), stored.languages());
        compare(version, version.archive(), stored.archived());
    }

    private void compare(PolicyFile.Version version, Map<String, String> files, List<Policy.Text> stored) {
        var now = new TreeMap<String, String>();
        files.forEach((language, path) -> now.put(language, Digest.sha256(folder.text(path))));
        var before = new TreeMap<String, String>();
        stored.forEach(text -> before.put(text.language(), text.sha256()));
        if (!now.equals(before)) {
            throw changed(version, "a text of it");
        }
    }

    private static ConfigException changed(PolicyFile.Version version, String what) {
        return new ConfigException("policy.yaml: version " + version.version() + " was published before and " + what
                + " has changed since; publish a new version instead");
    }
}
