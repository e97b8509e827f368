package cn.mejene.notifications.campaign;

import cn.mejene.kernel.Ids;
import cn.mejene.kernel.call.Language;
import cn.mejene.kernel.data.Database;
import cn.mejene.notifications.kind.Text;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.Optional;

/** The texts of campaigns, which never change once written. Thread-safe. */
public final class Announcements {
    private static final int KEPT = 1_000;

    private final CampaignRepository campaigns = new CampaignRepository();
    private final Database database;
    private final Cache<String, Campaign> known =
            Caffeine.newBuilder().maximumSize(KEPT).build();

    public Announcements(Database database) {
        this.database = database;
    }

    /** Nothing when it is the id of no campaign. */
    public Optional<Text> text(String campaignId, Language language) {
        if (!Ids.isId("cmp", campaignId)) {
            return Optional.empty();
        }
        var campaign = known.getIfPresent(campaignId);
        if (campaign == null) {
            campaign = campaigns.find(database, campaignId).orElse(null);
            if (campaign == null) {
                return Optional.empty();
            }
            known.put(campaignId, campaign);
        }
        return Optional.ofNullable(campaign.texts().get(language.tag()));
    }
}
