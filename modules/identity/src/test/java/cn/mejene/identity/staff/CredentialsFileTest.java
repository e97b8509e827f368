package cn.mejene.identity.staff;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The demo staff's file: whole, private, replaceable. */
final class CredentialsFileTest {
    @TempDir
    Path folder;

    @Test
    void read_givesWhatWasWritten_andOnlyTheOwnerMayLook() throws Exception {
        var path = folder.resolve("deep/demo-staff.json");
        var file = new CredentialsFile(path);
        var clinic = new CredentialsFile.Item("clinic", "anna", "p1", "MZXW6", "cli_01dem000000000000000000001");
        var officer = new CredentialsFile.Item("officer", "olga", "p2", "MZXW7", null);

        file.write(List.of(clinic));
        file.write(List.of(clinic, officer));

        assertThat(file.read()).containsExactly(clinic, officer);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                .isEqualTo("rw-------");
        assertThat(Files.readString(path)).doesNotContain("\"clinicId\":null");
        try (var left = Files.list(path.getParent())) {
            assertThat(left).containsExactly(path);
        }
    }

    @Test
    void read_isEmpty_whenThereIsNoFile() {
        assertThat(new CredentialsFile(folder.resolve("none.json")).read()).isEmpty();
    }
}
