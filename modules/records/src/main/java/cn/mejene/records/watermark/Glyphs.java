package cn.mejene.records.watermark;

/** Letters of 5 by 7 dots for ids and times, so that no font of the machine is needed. */
final class Glyphs {
    static final int WIDTH = 6;
    static final int HEIGHT = 8;

    private static final String LETTERS = "0123456789abcdefghijklmnopqrstuvwxyz-:._/TZ";

    /** Five columns a letter, lowest bit on top. */
    private static final String COLUMNS = "3E5149453E" + "00427F4000" + "4261514946" + "2141454B31" + "1814127F10"
            + "2745454539" + "3C4A494930" + "0171090503" + "3649494936" + "064949291E"
            + "2054545478" + "7F48444438" + "3844444420" + "384444487F" + "3854545418" + "087E090102"
            + "0C5252523E" + "7F08040478" + "00447D4000" + "2040443D00" + "7F10284400" + "00417F4000"
            + "7C04180478" + "7C08040478" + "3844444438" + "7C14141408" + "081414187C" + "7C08040408"
            + "4854545420" + "043F444020" + "3C4040207C" + "1C2040201C" + "3C4030403C" + "4428102844"
            + "0C5050503C" + "4464544C44"
            + "0808080808" + "0036360000" + "0060600000" + "4040404040" + "2010080402" + "01017F0101" + "6151494543";

    private Glyphs() {}

    /** Whether the letter has a dot there; what is not known has none. */
    static boolean isSet(char letter, int x, int y) {
        int index = LETTERS.indexOf(letter);
        if (index < 0 || x >= 5 || y >= 7) {
            return false;
        }
        int at = (index * 5 + x) * 2;
        return ((Integer.parseInt(COLUMNS, at, at + 2, 16) >> y) & 1) == 1;
    }
}
