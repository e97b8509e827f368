package cn.mejene.records;

import cn.mejene.kernel.Ids;
import cn.mejene.kernel.config.ConfigException;
import cn.mejene.kernel.config.Required;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * @param maxBytes most bytes of one upload by kind
 * @param clinics clinics that a fresh installation knows; later ones are made by operators
 */
public record RecordsConfig(Map<String, Long> maxBytes, List<NewClinic> clinics) {

    /** A clinic to be made at first start. */
    public record NewClinic(String id, String name, String city) {
        public NewClinic {
            if (!Ids.isId("cli", Required.field("id", id))) {
                throw new ConfigException("a clinic's id has the form cli_ and 26 characters");
            }
            Required.field("name", name);
            Required.field("city", city);
        }
    }

    public RecordsConfig {
        Required.field("maxBytes", maxBytes);
        var kinds = new TreeSet<>(Kind.words());
        if (!maxBytes.keySet().equals(kinds)) {
            throw new ConfigException("maxBytes names exactly these kinds: " + String.join(", ", kinds));
        }
        clinics = clinics == null ? List.of() : List.copyOf(clinics);
    }

    long maxBytes(Kind kind) {
        return Required.field(kind.word(), maxBytes.get(kind.word()));
    }
}
