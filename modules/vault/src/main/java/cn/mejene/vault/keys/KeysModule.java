package cn.mejene.vault.keys;

import cn.mejene.kernel.Module;
import cn.mejene.kernel.ModuleContext;
import cn.mejene.kernel.Operations;
import cn.mejene.kernel.Ports;
import cn.mejene.kernel.data.Database;
import cn.mejene.kernel.privacy.AnswerSealer;
import cn.mejene.vault.KeyRing;

/** The database of wrapped keys and the key ring over it. Serves no operation. */
public final class KeysModule implements Module<KeysConfig> {
    @Override
    public String name() {
        return "keys";
    }

    @Override
    public Class<KeysConfig> configType() {
        return KeysConfig.class;
    }

    @Override
    public Database.Name database() {
        return Database.Name.KEYS;
    }

    @Override
    public void provide(KeysConfig config, ModuleContext context, Ports ports) {
        var root = LocalKeyManagement.open(config.rootKey());
        var ring = new EnvelopeKeyRing(context, new KeyRepository(context.keys()), root);
        ports.provide(KeyRing.class, ring);
        ports.provide(AnswerSealer.class, ring);
    }

    @Override
    public void serve(KeysConfig config, ModuleContext context, Operations operations) {
        // A library to others: nobody calls it over the bus.
    }
}
