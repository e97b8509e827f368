package cn.mejene.notifications.kind;

import cn.mejene.kernel.config.Required;
import java.util.Map;

/** Title and text of a notice in one language; places in them are written {@code {clinic}}. */
public record Text(String title, String text) {
    public Text {
        Required.field("title", title);
        Required.field("text", text);
    }

    public Text filledWith(Map<String, String> places) {
        return new Text(fill(title, places), fill(text, places));
    }

    static String fill(String text, Map<String, String> places) {
        var filled = text;
        for (var place : places.entrySet()) {
            filled = filled.replace("{" + place.getKey() + "}", place.getValue());
        }
        return filled;
    }
}
