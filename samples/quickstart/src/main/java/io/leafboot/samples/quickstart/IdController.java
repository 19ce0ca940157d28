package io.leafboot.samples.quickstart;

import io.leafboot.id.IdGenerator;
import io.leafboot.id.UnknownTagException;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Ids over HTTP. POST, because each call uses ids up. */
@RestController
class IdController {

    private final IdGenerator ids;

    IdController(IdGenerator ids) {
        this.ids = ids;
    }

    @PostMapping("/ids/{tag}")
    long[] next(@PathVariable String tag, @RequestParam(defaultValue = "1") int count) {
        return ids.nextIds(tag, count);
    }

    @ExceptionHandler
    ProblemDetail unknownTag(UnknownTagException e) {
        return ProblemDetail.forStatusAndDetail(HttpStatus.NOT_FOUND, e.getMessage());
    }

    @ExceptionHandler
    ProblemDetail badRequest(IllegalArgumentException e) {
        return ProblemDetail.forStatusAndDetail(HttpStatus.BAD_REQUEST, e.getMessage());
    }
}
