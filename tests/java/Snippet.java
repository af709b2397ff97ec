import com.nimbusds.jose.jwk.JWK;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreeScanner;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/** Parses the Java on standard input, and reads the JWK that stands in it, as Nimbus does. */
class Snippet {
    public static void main(String[] args) throws Exception {
        String code = new String(System.in.readAllBytes(), "UTF-8");
        var source = new SimpleJavaFileObject(URI.create("string:///Code.java"), JavaFileObject.Kind.SOURCE) {
            @Override
            public CharSequence getCharContent(boolean ignored) {
                return code;
            }
        };
        var problems = new DiagnosticCollector<JavaFileObject>();
        var compiler = ToolProvider.getSystemJavaCompiler();
        var task = (JavacTask) compiler.getTask(null, null, problems, List.of(), null, List.of(source));
        var texts = new ArrayList<String>();
        for (CompilationUnitTree unit : task.parse()) {
            new TreeScanner<Void, Void>() {
                @Override
                public Void visitLiteral(LiteralTree literal, Void nothing) {
                    texts.add(String.valueOf(literal.getValue()));
                    return super.visitLiteral(literal, nothing);
                }
            }.scan(unit, null);
        }
        if (!problems.getDiagnostics().isEmpty()) {
            throw new IllegalArgumentException(problems.getDiagnostics().toString());
        }
        JWK key = JWK.parse(texts.get(0));
        String kind = key.isPrivate() ? "private" : "public";
        System.out.println(key.getKeyType() + " " + key.getKeyID() + " " + kind + " " + key.getAlgorithm());
    }
}
