package cn.mejene.identity.wechat;

import com.fasterxml.jackson.annotation.JsonValue;

/** Which of our applications a code comes from. */
public enum WechatApplication {
    MINI_PROGRAM("mini-program"),
    APP("app");

    private final String word;

    WechatApplication(String word) {
        this.word = word;
    }

    @JsonValue
    public String word() {
        return word;
    }
}
