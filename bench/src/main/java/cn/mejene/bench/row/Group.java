package cn.mejene.bench.row;

import cn.mejene.bench.Bar;
import cn.mejene.bench.Field;
import cn.mejene.bench.Ground;
import cn.mejene.bench.Sheet;
import java.util.List;

/** Rows that are measured together, on one way to run the system. Stateless. */
public interface Group {
    List<Bar> bars();

    Ground.Mode mode();

    /** Measures and writes down a verdict for every bar; a missing peer is written down too. */
    void measure(Field field, Sheet sheet) throws Exception;
}
